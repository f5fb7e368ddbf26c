package dev.stator.node.rocks;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RocksDB's native library, unpacked into the data directory once and loaded from there. RocksDB itself would unpack 17 MB
 * into the temporary directory at every start and leave them there when the process is killed; a container with a read-only
 * root may have no such directory at all.
 */
final class NativeLibrary {
    private static final Logger log = LoggerFactory.getLogger(NativeLibrary.class);

    private NativeLibrary() {}

    /** Loads it, if this process has not done so already. */
    static void load(Path directory) throws IOException {
        String name = Environment.getJniLibraryFileName("rocksdb");
        URL packed = RocksDB.class.getResource("/" + name);
        if (packed == null) { // a C library with another name for it, or another platform: RocksDB knows more names
            RocksDB.loadLibrary();
            return;
        }
        // The list form looks for this name, with "jni" in it twice.
        unpack(packed, Files.createDirectories(directory).resolve(Environment.getJniLibraryFileName("rocksdbjni")));
        try {
            RocksDB.loadLibrary(List.of(directory.toString()));
        } catch (UnsatisfiedLinkError e) { // no right to execute there, perhaps
            log.warn("cannot load RocksDB's library from the data directory reason={}", e.getMessage());
            RocksDB.loadLibrary();
        }
    }

    private static void unpack(URL packed, Path library) throws IOException {
        URLConnection connection = packed.openConnection();
        if (Files.exists(library) && Files.size(library) == connection.getContentLengthLong()) {
            return;
        }
        Path draft = Files.createTempFile(library.getParent(), "draft", ".so");
        try (InputStream bytes = connection.getInputStream()) {
            Files.copy(bytes, draft, REPLACE_EXISTING);
        }
        Files.move(draft, library, ATOMIC_MOVE);
    }
}
