package dev.stator.operator.certificate;

import dev.stator.operator.certificate.AlternativeName.Dns;
import dev.stator.operator.certificate.AlternativeName.Ip;
import java.util.List;

/** The names under which users reach a store, and so the names in its server certificate. */
public final class ServerNames {
    private ServerNames() {}

    /** For a cluster of processes on this machine. */
    public static List<AlternativeName> local(String store) {
        return List.of(new Dns(store), new Dns("localhost"), new Ip("127.0.0.1"));
    }

    /** For a store in a namespace: its Service in every spelling, each of its pods, and the loopback for port-forwards. */
    public static List<AlternativeName> kubernetes(String store, String namespace) {
        String nodes = "*." + store + "-nodes." + namespace + ".svc";
        return List.of(
                new Dns(store),
                new Dns(store + "." + namespace),
                new Dns(store + "." + namespace + ".svc"),
                new Dns(store + "." + namespace + ".svc.cluster.local"),
                new Dns(nodes),
                new Dns(nodes + ".cluster.local"),
                new Dns("localhost"),
                new Ip("127.0.0.1"));
    }
}
