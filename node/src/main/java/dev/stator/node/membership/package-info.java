/**
 * Who seems to be alive (SWIM with Lifeguard's corrections and periodic push-pull; PROTOCOL §4): {@link
 * dev.stator.node.membership.Membership} probes, spreads the news and answers; {@link dev.stator.node.membership.PeerPaces} tells
 * who is slow. What comes of it steers routing, and is how nodes hear of newer rings; it never changes who owns what.
 *
 * <p>Knows nothing of keys, and nothing of connections but the hint that one was lost.
 */
@NullMarked
package dev.stator.node.membership;

import org.jspecify.annotations.NullMarked;
