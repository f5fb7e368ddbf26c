/**
 * Who answers users: {@link dev.stator.node.coordinator.Coordinator} drives pure decisions ({@link
 * dev.stator.node.coordinator.GetDecision}, {@link dev.stator.node.coordinator.PutDecision}, {@link
 * dev.stator.node.coordinator.AskDecision}, {@link dev.stator.node.coordinator.WriteDecision}) through ports (PROTOCOL §1, §2).
 *
 * <p>Knows nothing of HTTP, of how messages travel, and of how other stores serve them.
 */
@NullMarked
package dev.stator.node.coordinator;

import org.jspecify.annotations.NullMarked;
