package dev.stator.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlTest {
    private static final Control.Request STOP = new Control.Request("stop", "cart-std-0", true);

    @TempDir
    private Path root;

    private final List<Control.Request> asked = new CopyOnWriteArrayList<>();
    private final List<Control> opened = new ArrayList<>();
    private ClusterDirectory directory = new ClusterDirectory(Path.of(""));

    @BeforeEach
    void directory() {
        directory = new ClusterDirectory(root);
    }

    @AfterEach
    void close() throws Failure {
        for (Control control : opened) {
            control.close();
        }
    }

    private void open() throws Failure {
        opened.add(Control.open(directory, request -> {
            asked.add(request);
            if (request.verb().equals("fail")) {
                throw new Failure("it is not possible");
            }
            return "done";
        }));
    }

    @Test
    void aRequestReachesTheSupervisorAndItsWordsComeBack() throws Exception {
        open();
        assertThat(Control.ask(directory, STOP)).contains("done");
        assertThat(asked).containsExactly(STOP);
        assertThat(Control.supervisor(directory)).contains(ProcessHandle.current());
    }

    @Test
    void whatTheSupervisorCannotDoIsTold() throws Exception {
        open();
        assertThatThrownBy(() -> Control.ask(directory, new Control.Request("fail", "", false)))
                .isInstanceOf(Failure.class)
                .hasMessage("it is not possible");
    }

    @Test
    void onlyTheOwnerOfTheDirectoryMayAsk() throws Exception {
        open();
        assertThat(Files.getPosixFilePermissions(directory.supervisorFile()))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        String file = Files.readString(directory.supervisorFile());
        Files.writeString(directory.supervisorFile(), file.replaceAll("\"token\" : \"..", "\"token\" : \"xx"));

        assertThatThrownBy(() -> Control.ask(directory, STOP))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("another cluster");
        assertThat(asked).isEmpty();
    }

    @Test
    void whereNobodySupervisesNobodyAnswers() throws Exception {
        assertThat(Control.ask(directory, STOP)).isEmpty();
        open();
        close();
        assertThat(directory.supervisorFile()).doesNotExist();
        assertThat(Control.ask(directory, STOP)).isEmpty();
    }

    @Test
    void aSupervisorThatWasKilledLeavesAFileThatDeceivesNobody() throws Exception {
        int port;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = listener.getLocalPort();
        }
        Files.writeString(directory.supervisorFile(), "{\"pid\":1,\"port\":" + port + ",\"token\":\"x\"}");

        assertThat(Control.ask(directory, STOP)).isEmpty();
    }
}
