package dev.stator.e2e.k8s;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.testcontainers.DockerClientFactory;

/**
 * Tests that take a {@link Site}: a cluster with the operator, made once for all of them and taken down after the last, whatever
 * became of them.
 *
 * <p>{@code STATOR_E2E_KUBECONFIG} names a cluster to use, whose nodes pull images from {@code STATOR_E2E_REGISTRY}; without it a
 * K3s is started in Docker. Where neither is there the tests are skipped; where {@code CI} is set they fail instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnKubernetes.Extension.class)
@interface OnKubernetes {

    /** Makes the site when the first test asks for it, and knows whether there can be one. */
    final class Extension implements ExecutionCondition, ParameterResolver {
        private static final String MISSING =
                "no Kubernetes: neither Docker runs here nor does STATOR_E2E_KUBECONFIG name a cluster; tests on it are skipped";

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            boolean isRequired = System.getenv("CI") != null;
            if (isRequired || kubeConfig() != null || hasDocker(context)) {
                return ConditionEvaluationResult.enabled("a Kubernetes can be had");
            }
            return ConditionEvaluationResult.disabled(MISSING);
        }

        private static boolean hasDocker(ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent("docker", key -> askDocker(), Boolean.class);
        }

        private static boolean askDocker() {
            boolean isThere = DockerClientFactory.instance().isDockerAvailable();
            if (!isThere) {
                System.out.println(MISSING);
            }
            return isThere;
        }

        private static @Nullable String kubeConfig() {
            return System.getenv("STATOR_E2E_KUBECONFIG");
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType().equals(Site.class);
        }

        @Override
        public Site resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(Site.class, key -> Site.open(machine()), Site.class);
        }

        private static Machine machine() {
            String kubeConfig = kubeConfig();
            return kubeConfig == null ? K3sMachine.start() : GivenMachine.of(Path.of(kubeConfig));
        }
    }
}
