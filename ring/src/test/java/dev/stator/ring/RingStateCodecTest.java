package dev.stator.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RingStateCodecTest {
    private static final StoreId A = new StoreId(0, 0xa);
    private static final StoreId B = new StoreId(1, 0xb);
    private static final StoreId C = new StoreId(-1, 0xc); // ids are ordered unsigned: this is the last

    @Test
    void aRingComesBackEqualWithMovesStatesAndRemovedStores() {
        RingState ring = small();

        assertThat(RingStateCodec.decode(RingStateCodec.encode(ring))).isEqualTo(ring);
    }

    @Test
    void aSmallRingIsEncodedByteForByteAsWritten() {
        RingState ring = new RingState(
                "c",
                new RingEpoch(300),
                1,
                List.of(member(A, "a", "z"), member(B, "b", "z")),
                List.of(Placement.stable(1, List.of(B)), Placement.stable(2, List.of(A))),
                Set.of());

        // hosts "h", ports 8443 = 0xfb 0x41 and 7000 = 0xd8 0x36, weight 100 = 0x64, epoch 300 = 0xac 0x02
        String expected = "01" + "0163" + "ac02" + "01" + "01" // version, cluster, epoch, factor, log2 Q
                + "02" + "0000000000000000000000000000000a" + "0161" + "00017a" + "64" + "00" + "0168fb41d836"
                + "0000000000000001000000000000000b" + "0162" + "01" + "64" + "00" + "0168fb41d836"
                + "00" + "01" + "00" + "01" + "02" + "00"; // removed, owners, versions, moves
        assertThat(hex(RingStateCodec.encode(ring))).isEqualTo(expected);
    }

    @Test
    void theHashDependsOnEverythingAndOnNothingElse() {
        RingState ring = small();
        RingState again = RingStateCodec.decode(RingStateCodec.encode(ring));
        List<Placement> swapped = new ArrayList<>(ring.placements());
        swapped.set(3, Placement.stable(4, List.of(B, A)));
        RingState other = new RingState(
                ring.clusterId(),
                ring.epoch(),
                ring.factor(),
                List.copyOf(ring.members().values()),
                swapped,
                ring.removed());

        assertThat(again.hash()).isEqualTo(ring.hash()).isSameAs(again.hash());
        assertThat(other.hash()).isNotEqualTo(ring.hash());
        assertThat(RingHash.parse(ring.hash().toString())).isEqualTo(ring.hash());
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] bytes = RingStateCodec.encode(small());

        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> RingStateCodec.decode(cut)).isInstanceOf(RingFormatException.class);
        }
    }

    @Test
    void trailingBytesAreRefused() {
        byte[] bytes = RingStateCodec.encode(small());

        assertThatThrownBy(() -> RingStateCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(RingFormatException.class)
                .hasMessageContaining("1 bytes behind the end");
    }

    @Test
    void anUnknownVersionIsRefusedByItsNumber() {
        byte[] bytes = RingStateCodec.encode(small());
        bytes[0] = 9;

        assertThatThrownBy(() -> RingStateCodec.decode(bytes))
                .isInstanceOf(RingFormatException.class)
                .hasMessageContaining("version 9");
    }

    @Test
    void hugeCountsAreRefusedBeforeAnythingIsAllocated() {
        RingWriter members = header(1, 4);
        members.number(Long.MAX_VALUE);
        RingWriter partitions = header(1, 30);
        partitions.number(0);
        partitions.number(0);
        RingWriter owners = header(Integer.MAX_VALUE - 1, 0);
        owners.number(0);
        owners.number(0);

        assertThatThrownBy(() -> RingStateCodec.decode(members.bytes()))
                .isInstanceOf(RingFormatException.class)
                .hasMessageContaining("members in 0 bytes");
        assertThatThrownBy(() -> RingStateCodec.decode(partitions.bytes()))
                .isInstanceOf(RingFormatException.class)
                .hasMessageContaining("partitions");
        assertThatThrownBy(() -> RingStateCodec.decode(owners.bytes()))
                .isInstanceOf(RingFormatException.class)
                .hasMessageContaining("partitions");
    }

    @Test
    void aNumberSpelledTooLongIsRefused() {
        RingWriter out = new RingWriter(16);
        out.octet(RingStateCodec.VERSION);
        out.text("c");
        out.octet(0x81);
        out.octet(0);

        assertThatThrownBy(() -> RingStateCodec.decode(out.bytes()))
                .isInstanceOf(RingFormatException.class)
                .hasMessageContaining("longer than it needs");
    }

    @Test
    void damagedBytesAreRefusedOrAreTheOneEncodingOfAnotherRing() {
        byte[] bytes = RingStateCodec.encode(small());
        long seed = 20_250;
        Random random = new Random(seed);

        int accepted = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] damaged = bytes.clone();
            for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                RingState ring = RingStateCodec.decode(damaged);
                assertThat(RingStateCodec.encode(ring))
                        .as("seed %d, round %d", seed, i)
                        .isEqualTo(damaged);
                accepted++;
            } catch (RingFormatException expected) {
                assertThat(expected).hasMessageNotContaining("null");
            }
        }

        assertThat(accepted).isBetween(1, 49_999);
    }

    @Test
    void aLargeRingStaysCompact() {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            members.add(member(new StoreId(3, i), "cart-std-" + i, "zone-" + i % 5));
        }
        List<Placement> table = new ArrayList<>();
        for (int p = 0; p < 131_072; p++) {
            table.add(Placement.stable(
                    1,
                    List.of(
                            new StoreId(3, p % 10_000),
                            new StoreId(3, (p + 1) % 10_000),
                            new StoreId(3, (p + 2) % 10_000))));
        }
        RingState ring = new RingState("cluster", new RingEpoch(1), 3, members, table, Set.of());

        byte[] bytes = RingStateCodec.encode(ring);

        assertThat(bytes.length).isLessThan(1_500_000);
        assertThat(RingStateCodec.decode(bytes)).isEqualTo(ring);
    }

    private static RingWriter header(int factor, int log2) {
        RingWriter out = new RingWriter(16);
        out.octet(RingStateCodec.VERSION);
        out.text("c");
        out.number(1);
        out.number(factor);
        out.number(log2);
        return out;
    }

    private static RingState small() {
        return new RingState(
                "0190-cluster",
                new RingEpoch(Long.MAX_VALUE),
                2,
                List.of(
                        member(A, "cart-std-0", "züri"),
                        member(B, "cart-std-1", "bern").withState(Member.State.LEAVING),
                        member(C, "cart-std-2", "züri"),
                        member(new StoreId(5, 5), "cart-std-2", "basel").withState(Member.State.LEFT)),
                List.of(
                        Placement.stable(1, List.of(A, B)),
                        new Placement(
                                7, Placement.Phase.READ_NEW, List.of(A, B), Optional.of(new Placement.Move(B, C))),
                        new Placement(
                                200, Placement.Phase.JOINT_BACK, List.of(C, B), Optional.of(new Placement.Move(C, A))),
                        Placement.stable(3, List.of(B, A))),
                Set.of(new StoreId(9, 9), new StoreId(8, 8)));
    }

    private static Member member(StoreId id, String name, String zone) {
        return new Member(id, name, zone, 100, Member.State.ACTIVE, new Endpoint("h", 8443, 7000));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
