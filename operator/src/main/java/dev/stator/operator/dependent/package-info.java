/**
 * The store's objects in the Kubernetes API: what is there, bringing it to what is wanted, telling events. {@link
 * dev.stator.operator.dependent.StoreApi} is the door.
 *
 * <p>Everything is read live, and every write says which version it replaces, so that a stale view ends in a conflict and a new
 * look, not in a wrong object. An object that the resource does not control is never written: that is checked on what was read,
 * and creating never replaces. Server-side apply is not used, since it would take such objects over.
 */
@NullMarked
package dev.stator.operator.dependent;

import org.jspecify.annotations.NullMarked;
