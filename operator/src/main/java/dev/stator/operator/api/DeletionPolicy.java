package dev.stator.operator.api;

/** What becomes of a store's volumes when its resource is deleted. */
public enum DeletionPolicy {
    /** They are kept, and a store of the same name and settings takes them over. */
    Retain,
    /** They are deleted, and the data with them. */
    Delete
}
