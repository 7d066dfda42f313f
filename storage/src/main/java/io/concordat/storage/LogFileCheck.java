package io.concordat.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with one of RocksDB's files: damage, which is a fault, and a torn tail, which a crash may leave. */
record LogFileCheck(List<Place> damaged, Optional<Place> torn) {
    /** Where, and what one finds there. */
    record Place(long offset, String what) {}

    static LogFileCheck of(Path path) throws IOException {
        List<Place> places = new ArrayList<>();
        long[] lastSound = {-1};
        try (FileImage file = new FileImage(path, null, 0)) {
            LogFileWalk.walk(file, new LogFileWalk.Visitor() {
                @Override
                public void record(List<LogFileWalk.Fragment> fragments, byte[] content, boolean intact) {
                    if (intact) {
                        lastSound[0] = fragments.get(0).header();
                    } else {
                        places.add(new Place(fragments.get(0).header(), "the record's checksum does not match"));
                    }
                }

                @Override
                public void unreadable(long offset, String what) {
                    places.add(new Place(offset, what));
                }
            });
        }
        // Only what no sound record follows can have been torn off by a crash.
        List<Place> damaged =
                places.stream().filter(p -> p.offset() < lastSound[0]).toList();
        Optional<Place> torn =
                places.stream().filter(p -> p.offset() >= lastSound[0]).findFirst();
        return new LogFileCheck(damaged, torn);
    }
}
