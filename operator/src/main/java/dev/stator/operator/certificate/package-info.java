/**
 * Certificates of a store: two authorities, one for what users see and one for traffic between nodes, and the leaves that they
 * sign. All keys are EC P-256; everything is handed over as PEM text.
 *
 * <p>Knows nothing of files, Secrets, Kubernetes or the clock: the caller says what time it is and keeps what it gets. Only the
 * keys are made from chance.
 */
@NullMarked
package dev.stator.operator.certificate;

import org.jspecify.annotations.NullMarked;
