/**
 * Certificates and what is made of them: TLS contexts for users' and for nodes' connections, built from PEM files and rebuilt
 * when the files change, so that rotation needs no restart.
 *
 * <p>Knows files and Netty's TLS, and nothing of protocols, stores or rings.
 */
@NullMarked
package dev.stator.node.tls;

import org.jspecify.annotations.NullMarked;
