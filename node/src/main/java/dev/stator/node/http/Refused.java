package dev.stator.node.http;

/** A request that is answered with an error before anything was done; made where the mistake is found, never filled in. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    Refused(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    static Refused badRequest(String detail) {
        return new Refused(Problem.of(400, "bad-request", detail));
    }

    Problem problem() {
        return problem;
    }
}
