package dev.stator.e2e.k8s;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cluster with the operator, installed from the chart as a user would, and one namespace {@code shop} for users' stores that admits
 * only what fits the {@code restricted} Pod Security level.
 */
final class Site implements AutoCloseable {
    static final String OPERATOR_NAMESPACE = "stator-system";
    private static final Path CHART = Path.of("..", "charts", "stator");
    private static final int INSTALL_SECONDS_MAX = 180;
    private static final String LOADED_CLIENT = "docker.io/library/busybox:local";
    private static final String PUBLIC_CLIENT = "curlimages/curl:8.15.0";

    private final Machine machine;
    private final String clientImage;
    private final Kubectl shop;
    private @Nullable Store cart;

    private Site(Machine machine, String clientImage) {
        this.machine = machine;
        this.clientImage = clientImage;
        this.shop = new Kubectl(machine, "shop");
    }

    static Site open(Machine machine) {
        try {
            Images.built().forEach(machine::load);
            install(machine);
            Site site = new Site(machine, clientImage(machine));
            site.openNamespace();
            return site;
        } catch (RuntimeException | Error e) {
            machine.close();
            throw e;
        }
    }

    private static void install(Machine machine) {
        InstallCommand install = new Helm(CHART)
                .install()
                .withName("stator")
                .withNamespace(OPERATOR_NAMESPACE)
                .createNamespace()
                .withKubeConfigContents(machine.kubeConfig())
                .waitReady()
                .withTimeout(INSTALL_SECONDS_MAX);
        Optional.ofNullable(System.getenv("STATOR_E2E_REGISTRY"))
                .ifPresent(registry -> install.set("image.registry", registry));
        try {
            install.call();
        } catch (RuntimeException e) {
            Kubectl operator = new Kubectl(machine, OPERATOR_NAMESPACE);
            throw new AssertionError(
                    operator.attempt("describe", "pods").out()
                            + operator.attempt("logs", "deployment/stator-operator")
                                    .out(),
                    e);
        }
    }

    /** The image of pods that call the store, with {@code sh} and {@code curl}. */
    private static String clientImage(Machine machine) {
        String named = System.getProperty("stator.e2e.client");
        if (named != null) {
            return named;
        }
        Output loaded = machine.run(List.of("ctr", "-n", "k8s.io", "images", "list", "-q"));
        return loaded.out().contains(LOADED_CLIENT) ? LOADED_CLIENT : PUBLIC_CLIENT;
    }

    private void openNamespace() {
        shop.apply("""
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels: {pod-security.kubernetes.io/enforce: restricted}
                """);
    }

    /** The users' namespace. */
    Kubectl shop() {
        return shop;
    }

    Kubectl operator() {
        return new Kubectl(machine, OPERATOR_NAMESPACE);
    }

    String clientImage() {
        return clientImage;
    }

    Machine machine() {
        return machine;
    }

    /** The README's store, which all tests share and leave as they found it: Ready, under its manifest. */
    synchronized Store cart() {
        if (cart == null) {
            cart = Store.applied(shop, "cart", Readme.manifest(), clientImage);
        }
        return cart;
    }

    @Override
    public void close() {
        machine.close();
    }
}
