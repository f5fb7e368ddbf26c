package dev.stator.operator.certificate;

/** Who somebody is on the internode port, as the URI in the certificate shown there. */
public final class InternodeIdentity {
    private InternodeIdentity() {}

    /** A node, by its pod's or process's name. */
    public static AlternativeName node(String clusterId, String name) {
        return new AlternativeName.Uri("stator://" + clusterId + "/node/" + name);
    }

    /** Who may publish rings. */
    public static AlternativeName operator(String clusterId) {
        return new AlternativeName.Uri("stator://" + clusterId + "/operator");
    }
}
