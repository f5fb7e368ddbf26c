package dev.stator.node.wire;

import dev.stator.node.kernel.LifeControl;
import dev.stator.node.port.Clock;
import dev.stator.ring.Endpoint;
import dev.stator.ring.StoreId;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What connections to peers are made with; shared by all shards.
 *
 * @param tls asked at each dial, so that a renewed certificate is used
 * @param endpoints where a store is by what is known now; asked at each dial, on any loop
 * @param heardAt the address that a store called from last, which is newer than what its name leads to
 * @param lives what is compared with what stores say that are called
 * @param reachable told when a connection to a member works and when it works no longer; on any loop
 */
record Surroundings(
        LocalStore self,
        WireSettings settings,
        Transport transport,
        Supplier<SslContext> tls,
        Function<StoreId, Optional<Endpoint>> endpoints,
        Function<StoreId, Optional<InetAddress>> heardAt,
        LifeControl lives,
        BiConsumer<StoreId, Boolean> reachable,
        Clock clock,
        Names names,
        WireCounts counts,
        Complaints complaints) {
    long nowMillis() {
        return clock.monotonic().nanos() / 1_000_000;
    }
}
