package dev.stator.operator.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** The Service by which clients reach the store. */
public record ClientService(
        @JsonPropertyDescription("Type of the Service. ClusterIP: reachable inside the Kubernetes cluster only.")
        @Default("ClusterIP")
        Type type,

        @JsonPropertyDescription("Port of the Service, HTTPS.") @Min(1) @Max(65_535) @Default("8443")
        int port) {

    /** The Service types of Kubernetes that have endpoints of their own. */
    public enum Type {
        ClusterIP,
        NodePort,
        LoadBalancer
    }
}
