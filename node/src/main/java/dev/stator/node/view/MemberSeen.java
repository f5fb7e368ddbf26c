package dev.stator.node.view;

import dev.stator.node.message.MemberRecord;
import java.util.OptionalLong;

/**
 * What a node believes of one member, for people.
 *
 * @param sinceMillis the wall time at which its state or life changed last, as noticed here; empty when neither ever did
 */
public record MemberSeen(MemberRecord record, OptionalLong sinceMillis) {}
