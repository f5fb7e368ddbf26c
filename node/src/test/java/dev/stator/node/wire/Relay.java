package dev.stator.node.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A wire that tests can clog: passes bytes on, but while it is clogged both ends hear nothing, as from a peer that vanished. */
final class Relay implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Object tap = new Object();
    private boolean isClogged; // by tap

    Relay(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on nothing passes, and nothing is read; connections stay open. */
    void clog() {
        synchronized (tap) {
            isClogged = true;
        }
    }

    /** What was kept back passes, in its order. */
    void unclog() {
        synchronized (tap) {
            isClogged = false;
            tap.notifyAll();
        }
    }

    private void awaitFree() throws InterruptedException {
        synchronized (tap) {
            while (isClogged) {
                tap.wait();
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket caller = server.accept();
                Socket called = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(caller);
                sockets.add(called);
                start(() -> pump(caller, called));
                start(() -> pump(called, caller));
            }
        } catch (IOException e) {
            // closed: no more calls
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] bytes = new byte[64 << 10];
        try {
            int count = from.getInputStream().read(bytes);
            while (count >= 0) {
                awaitFree();
                to.getOutputStream().write(bytes, 0, count);
                count = from.getInputStream().read(bytes);
            }
            awaitFree();
            from.close();
            to.close();
        } catch (IOException | InterruptedException e) {
            close(from);
            close(to);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        sockets.forEach(Relay::close);
    }
}
