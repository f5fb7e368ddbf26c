package dev.stator.e2e.k8s;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * Puts key after key through a store's Service, each over a new connection and tried up to ten times under one write id, as a
 * patient client would; in the client pod, until it is stopped.
 */
final class Load {
    /** @param retried how many of the puts needed more than one try */
    record Result(int puts, int retried, int failed) {}

    private static final String SCRIPT = """
            n=0
            while [ ! -e /tmp/$1.stop ]; do
              n=$((n+1)); tries=1
              until [ "$(curl -s -o /tmp/$1.body -w '%{http_code}' --cacert /ca/ca.crt -m 5 -X PUT -H "Stator-Write-Id: $1-$n" -d $n $2-$n)" = 204 ]; do
                if [ $tries = 10 ]; then echo "failed $n $(cat /tmp/$1.body)"; break; fi
                echo "again $n $(cat /tmp/$1.body)"; : >/tmp/$1.body
                tries=$((tries+1)); sleep 0.3
              done
              if [ $tries -gt 1 ]; then echo retried $n; fi
              echo put $n
            done
            echo stopped
            """;

    private final ClientPod client;
    private final String name;

    private Load(ClientPod client, String name) {
        this.client = client;
        this.name = name;
    }

    static Load start(ClientPod client, String name) {
        Load load = new Load(client, name);
        client.exec("sh", "-c", "rm -f /tmp/" + name + ".*").orFail();
        client.exec(
                        "sh",
                        "-c",
                        "sh -c '" + SCRIPT.replace("'", "'\\''") + "' load " + name + " " + client.url(name) + " >/tmp/"
                                + name + ".out 2>&1 </dev/null &")
                .orFail();
        load.awaitMore(10);
        return load;
    }

    private List<String> lines() {
        return client.exec("cat", "/tmp/" + name + ".out").orFail().lines().toList();
    }

    private int count(String what) {
        return (int)
                lines().stream().filter(line -> line.startsWith(what + " ")).count();
    }

    void awaitMore(int puts) {
        int target = count("put") + puts;
        Awaitility.await(puts + " more puts").atMost(Duration.ofMinutes(2)).until(() -> count("put") >= target);
    }

    Result stop() {
        client.exec("touch", "/tmp/" + name + ".stop").orFail();
        Awaitility.await("the last put").atMost(Duration.ofMinutes(1)).until(() -> lines().contains("stopped"));
        Result result = new Result(count("put"), count("retried"), count("failed"));
        if (result.retried() > 0) {
            lines().stream().filter(line -> line.startsWith("again")).forEach(System.out::println);
        }
        return result;
    }

    /** How many of the keys hold what was put. */
    int keysReadBack(Result result) {
        String values = client.curl("-sS", "-m", "120", "-w", "\\n", client.url(name) + "-[1-" + result.puts() + "]")
                .orFail();
        List<String> lines = values.lines().toList();
        int right = 0;
        for (int key = 1; key <= Math.min(result.puts(), lines.size()); key++) {
            if (lines.get(key - 1).equals(String.valueOf(key))) {
                right++;
            }
        }
        return right;
    }
}
