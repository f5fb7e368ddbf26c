package dev.stator.node.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.ring.Key;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class StoredRecordTest {
    private static final String OLD_RECORD =
            "010100000000000000070101000100000000000000070101020000000000000009e8070000000000000000000000010000000000000007010749decf";
    private static final Actor ACTOR = new Actor(7, 1);
    private static final WriteIdentity WRITE = new WriteIdentity(9);
    private static final KeyState DELETED = KeyState.EMPTY
            .put(CausalContext.EMPTY, Sibling.tombstone(WRITE, 1_000), ACTOR)
            .state();

    @Test
    void whatIsNotedBesideARecordIsReadBack() {
        for (Mark mark : List.of(
                Mark.None.MARK,
                new Mark.Hint(0, 0),
                new Mark.Hint(1L << 40, 1L << 33),
                Mark.OldTombstones.NOT_AGREED,
                new Mark.OldTombstones(7, 1L << 40),
                new Mark.LongPast(1L << 42, new Mark.OldTombstones(7, 3)))) {
            for (StoredRecord record : List.of(new StoredRecord(DELETED, ACTOR), new StoredRecord(DELETED, null))) {
                StoredRecord marked = record.withMark(mark);

                assertThat(StoredRecord.decoded(marked.encoded())).isEqualTo(marked);
            }
        }
    }

    /** Bytes as versions before marks wrote them. */
    @Test
    void recordsOfOlderNodesAreReadWithoutAMark() {
        byte[] old = HexFormat.of().parseHex(OLD_RECORD);

        StoredRecord record = StoredRecord.decoded(old);

        assertThat(record).isEqualTo(new StoredRecord(DELETED, ACTOR));
        assertThat(record.mark()).isEqualTo(Mark.None.MARK);
        assertThat(record.mark().born()).isZero();
    }

    @Test
    void recordWithAMarkThatNobodyKnowsIsDamaged() {
        ByteSink sink = new ByteSink(64).int8(1);
        StateCodec.write(DELETED, sink);
        sink.int8(16);
        CRC32C crc = new CRC32C();
        crc.update(sink.array(), 0, sink.length());
        byte[] bytes = sink.int32((int) crc.getValue()).toByteArray();

        assertThatThrownBy(() -> StoredRecord.decoded(bytes)).isInstanceOf(MalformedBytesException.class);
    }

    @Test
    void hintStaysAsOldAsItsOldestPartAndIsCountedAgain() {
        StoredRecord hint = new StoredRecord(DELETED, null, new Mark.Hint(3, 17));

        assertThat(hint.withState(KeyState.EMPTY).mark()).isEqualTo(new Mark.Hint(3, 0));
    }

    @Test
    void oldTombstonesAreNoPartOfTheTreeUntilSomethingIsMergedIntoThem() {
        Key key = Key.of("k");
        StoredRecord old = new StoredRecord(DELETED, null, new Mark.OldTombstones(2, 5));

        assertThat(LeafSum.of(key, old)).isEqualTo(LeafSum.ZERO);
        assertThat(LeafSum.of(key, old.withState(DELETED))).isEqualTo(LeafSum.of(key, DELETED));
    }

    @Test
    void largeValuesStayInTheArrayOfTheirRecordAndSmallOnesDoNotKeepItAlive() {
        byte[] large = new byte[64 * 1024];
        Arrays.fill(large, (byte) 7);
        byte[] small = {1, 2, 3};
        byte[] all = record(large, small).encoded();

        StoredRecord read = StoredRecord.decoded(all);

        assertThat(read).isEqualTo(record(large, small));
        assertThat(sibling(read, large).content().array()).isSameAs(all);
        assertThat(sibling(read, large).content()).isEqualTo(ByteBuffer.wrap(large));
        assertThat(sibling(read, large).bytes()).isEqualTo(large);
        assertThat(sibling(read, small).content().array()).isEqualTo(small);
        assertThat(read.state().isIntact()).isTrue();
        assertThat(read.encoded()).isEqualTo(all);
        all[all.length / 2]++;
        assertThat(read.state().isIntact()).isFalse();
    }

    @Test
    void recordThatIsKeptHasItsValuesInArraysOfTheirOwn() {
        byte[] large = new byte[64 * 1024];
        StoredRecord read = StoredRecord.decoded(record(large, large).encoded());

        StoredRecord apart = read.apart();

        assertThat(apart).isEqualTo(read);
        assertThat(apart.state().live())
                .allMatch(version -> version.sibling().content().array().length == large.length);
        assertThat(apart.apart()).isSameAs(apart);
    }

    private static StoredRecord record(byte[]... values) {
        KeyState state = KeyState.EMPTY;
        for (byte[] value : values) {
            WriteIdentity write = new WriteIdentity(state.live().size());
            state = state.put(
                            CausalContext.EMPTY,
                            Sibling.value(write, 1_000, "text/plain", WriteIdentity.hash(value), value),
                            ACTOR)
                    .state();
        }
        return new StoredRecord(state, ACTOR);
    }

    private static Sibling sibling(StoredRecord record, byte[] value) {
        return record.state().live().stream()
                .map(Version::sibling)
                .filter(sibling -> sibling.size() == value.length)
                .findFirst()
                .orElseThrow();
    }
}
