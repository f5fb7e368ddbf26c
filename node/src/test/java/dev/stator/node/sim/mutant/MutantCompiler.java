package dev.stator.node.sim.mutant;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Changes the text of the sources that a mutant names and compiles just those, in memory, against the class path of the tests. */
final class MutantCompiler {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final String ROOT = "dev/stator/node/";

    /** The text is not there any more, or more than once, or what comes out is not Java: the table has to follow the code. */
    static final class StaleMutantException extends RuntimeException {
        private static final long serialVersionUID = 1;

        StaleMutantException(Mutant mutant, String reason) {
            super("mutant \"" + mutant.name() + "\": " + reason);
        }
    }

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

    /** The changed classes, and those nested in them, by their names. */
    Map<String, byte[]> compile(Mutant mutant) {
        List<Source> sources = new ArrayList<>();
        changed(mutant).forEach((file, text) -> sources.add(new Source(ROOT + file, text)));
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager standard =
                        compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8);
                Outputs outputs = new Outputs(standard)) {
            List<String> options =
                    List.of("-proc:none", "-Xlint:none", "-classpath", System.getProperty("java.class.path"));
            boolean isDone = compiler.getTask(null, outputs, diagnostics, options, null, sources)
                    .call();
            if (!isDone) {
                throw new StaleMutantException(mutant, "does not compile: " + diagnostics.getDiagnostics());
            }
            return outputs.classes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The texts of the files that it changes, as it changes them. */
    static Map<String, String> changed(Mutant mutant) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Mutant.Edit edit : mutant.edits()) {
            String text = texts.computeIfAbsent(edit.file(), MutantCompiler::text);
            int at = text.indexOf(edit.before());
            if (at < 0 || text.indexOf(edit.before(), at + 1) >= 0) {
                throw new StaleMutantException(
                        mutant,
                        (at < 0 ? "gone from " : "more than once in ") + edit.file() + ".java: " + edit.before());
            }
            texts.put(
                    edit.file(),
                    text.substring(0, at)
                            + edit.after()
                            + text.substring(at + edit.before().length()));
        }
        return texts;
    }

    private static String text(String file) {
        try {
            return Files.readString(SOURCES.resolve(ROOT + file + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String path, String text) {
            super(URI.create("mutant:///" + path + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Outputs extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> streams = new HashMap<>();

        Outputs(JavaFileManager standard) {
            super(standard);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mutant:///" + className + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream stream = new ByteArrayOutputStream();
                    streams.put(className, stream);
                    return stream;
                }
            };
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> classes = new HashMap<>();
            streams.forEach((name, stream) -> classes.put(name, stream.toByteArray()));
            return classes;
        }
    }
}
