package dev.stator.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port that passes bytes on to the same port of another loopback address, until it is told to hold: then it is a black hole.
 * Connections stay open, new ones are made and say nothing, and what was sent into it arrives once it lets go, as late as with a
 * network that lost packets and sends them again. Two threads per connection.
 */
final class Relay implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int FLIP_STRIDE = 37; // headers, checksums and what lies between come by turns

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object gate = new Object();
    private boolean isHeld; // guarded by gate
    private volatile int slowMillis;
    private final AtomicBoolean isABitToFlip = new AtomicBoolean();
    private final Set<Socket> damaged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger flips = new AtomicInteger();

    private Relay(ServerSocket server, InetSocketAddress target) {
        this.server = server;
        this.target = target;
    }

    static Relay open(InetAddress from, InetAddress to, int port) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(from, port), 256);
        Relay relay = new Relay(server, new InetSocketAddress(to, port));
        start(relay::accept);
        return relay;
    }

    /** From now on nothing passes, either way. */
    void hold() {
        synchronized (gate) {
            isHeld = true;
        }
    }

    /**
     * From now on everything takes so much longer, either way, and so little passes as a buffer holds in that time: a slow link.
     *
     * @param millis 0: not any more
     */
    void slow(int millis) {
        slowMillis = millis;
    }

    /** Of what passes next, on whichever connection and whichever way, one bit is another. */
    void flipABit() {
        isABitToFlip.set(true);
    }

    /** So many bits have flipped. */
    int flips() {
        return flips.get();
    }

    /** Connections on which a bit has flipped, and that have not ended yet. */
    int damagedThatStillStand() {
        return damaged.size();
    }

    void letGo() {
        synchronized (gate) {
            isHeld = false;
            gate.notifyAll();
        }
    }

    private void awaitOpen() throws InterruptedException {
        synchronized (gate) {
            while (isHeld) {
                gate.wait();
            }
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket caller = server.accept();
                sockets.add(caller);
                start(() -> connect(caller));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket caller) {
        Socket called = new Socket();
        sockets.add(called);
        try {
            awaitOpen();
            called.connect(target);
            called.setTcpNoDelay(true);
            caller.setTcpNoDelay(true);
            start(() -> pump(called, caller));
        } catch (IOException e) { // nobody listens there: as refused as it can be, once a connection was accepted
            end(caller, called);
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        pump(caller, called);
    }

    private void pump(Socket from, Socket to) {
        byte[] bytes = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                awaitOpen();
                int millis = slowMillis;
                if (millis > 0) {
                    Thread.sleep(millis);
                }
                if (isABitToFlip.compareAndSet(true, false)) {
                    damaged.add(from);
                    bytes[flips.incrementAndGet() * FLIP_STRIDE % count] ^= (byte) (1 << flips.get() % 8);
                }
                out.write(bytes, 0, count);
            }
            awaitOpen(); // the end of a connection does not cross a black hole either
        } catch (IOException e) {
            // one end is gone: the other is told below
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end(from, to);
    }

    private void end(Socket one, Socket other) {
        close(one);
        close(other);
        for (Socket socket : List.of(one, other)) {
            sockets.remove(socket);
            damaged.remove(socket);
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
        letGo();
        sockets.forEach(Relay::close);
    }
}
