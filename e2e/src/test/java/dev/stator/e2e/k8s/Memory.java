package dev.stator.e2e.k8s;

/** What a pod's container takes of memory as the kernel counts it: all but file pages that it could drop at once. */
final class Memory {
    private static final String WORKING_SET = """
            cd /sys/fs/cgroup
            if [ -e memory.current ]; then
              used=$(cat memory.current); files=$(sed -n 's/^inactive_file //p' memory.stat)
            else
              used=$(cat memory/memory.usage_in_bytes); files=$(sed -n 's/^total_inactive_file //p' memory/memory.stat)
            fi
            echo $((used - files))
            """;

    private Memory() {}

    /** @param pod a pod, or what has one */
    static long workingSetBytes(Kubectl kubectl, String pod) {
        return Long.parseLong(
                kubectl.run("exec", pod, "--", "sh", "-c", WORKING_SET).strip());
    }
}
