/**
 * Talking to nodes: {@link dev.stator.operator.admin.NodeAdmin} asks the admin port what a node says of itself, {@link
 * dev.stator.operator.admin.RingPublisher} reads and publishes rings over mutual TLS. Used by the operator for pods and by the
 * command for processes. Calls block, with time limits; what fails is an answer that is not there, or an {@link
 * dev.stator.operator.admin.AdminException}.
 */
@NullMarked
package dev.stator.operator.admin;

import org.jspecify.annotations.NullMarked;
