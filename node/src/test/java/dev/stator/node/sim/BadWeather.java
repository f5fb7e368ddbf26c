package dev.stator.node.sim;

/** Some links lose, double and delay messages for a while, so that they also overtake each other (row 34). */
final class BadWeather implements Fault {
    private final double lossMax;
    private final long delayNanosMax;

    BadWeather(double lossMax, long delayNanosMax) {
        this.lossMax = lossMax;
        this.delayNanosMax = delayNanosMax;
    }

    @Override
    public String name() {
        return "bad-weather";
    }

    @Override
    public long often() {
        return 3 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        for (SimNode from : cluster.nodes()) {
            for (SimNode to : cluster.nodes()) {
                if (from != to && chance.happens(0.5)) {
                    SimNetwork.Link link = cluster.network().link(from, to);
                    link.loss = chance.fraction() * lossMax;
                    link.duplication = chance.fraction() * 0.5;
                    link.straggling = chance.fraction() * 0.5;
                    link.longNanos = chance.logarithmic(Scheduler.MILLIS, delayNanosMax);
                    cluster.scheduler().after(chance.between(0, 20 * Scheduler.SECONDS), () -> {
                        link.loss = 0;
                        link.duplication = 0;
                        link.straggling = 0;
                    });
                }
            }
        }
    }
}
