package dev.stator.operator.certificate;

import org.bouncycastle.asn1.x509.GeneralName;

/** A name that a certificate vouches for: what TLS clients compare with whom they meant to reach. */
public sealed interface AlternativeName {
    /** A host name, or {@code *.} and a domain. */
    record Dns(String name) implements AlternativeName {}

    /** An address in the usual notation. */
    record Ip(String address) implements AlternativeName {}

    /** The identity of a node or of the operator, see {@link InternodeIdentity}. */
    record Uri(String uri) implements AlternativeName {}

    /** As X.509 writes it. */
    default GeneralName encoded() {
        if (this instanceof Dns dns) {
            return new GeneralName(GeneralName.dNSName, dns.name());
        }
        if (this instanceof Ip ip) {
            return new GeneralName(GeneralName.iPAddress, ip.address());
        }
        if (this instanceof Uri uri) {
            return new GeneralName(GeneralName.uniformResourceIdentifier, uri.uri());
        }
        throw new IllegalStateException("no such kind of name: " + this);
    }
}
