package io.concordat.storage;

import io.concordat.bytes.Bytes;
import io.concordat.record.RecordFormat;
import io.concordat.record.SlotFile;
import java.io.IOException;
import java.util.List;

/**
 * Says which record a place in a data file belongs to. Every place belongs to something: what holds no record of ours
 * is named after the file's purpose.
 */
final class DamagedRecord {
    private final String file;
    private final FileImage image;
    private final long offset;
    private final int mostPayload;

    private DamagedRecord(String file, FileImage image, long offset, int mostPayload) {
        this.file = file;
        this.image = image;
        this.offset = offset;
        this.mostPayload = mostPayload;
    }

    /**
     * @param file relative to the data directory
     * @param image the file as it was, as far as that is known
     * @param mostPayload no record of ours is longer
     */
    static String name(String file, FileImage image, long offset, int mostPayload) throws IOException {
        return new DamagedRecord(file, image, offset, mostPayload).name();
    }

    private String name() throws IOException {
        if (file.startsWith("slots/")) {
            return "group " + file.substring(6) + " watermark slot " + offset / SlotFile.SLOT_BYTES;
        }
        if (file.startsWith("log/")) {
            String own = file.substring(4);
            return own.endsWith(".log")
                    ? inWriteAheadLog()
                    : own.endsWith(".sst") || own.endsWith(".blob")
                            ? inTable()
                            : "RocksDB's " + own.replaceAll("-\\d+$", "");
        }
        return "the file " + file;
    }

    private String inWriteAheadLog() throws IOException {
        String[] found = {"the end of the write-ahead log, after all records"};
        LogFileWalk.walk(image, new LogFileWalk.Visitor() {
            @Override
            public void record(List<LogFileWalk.Fragment> fragments, byte[] content, boolean intact) {
                int before = 0;
                for (LogFileWalk.Fragment part : fragments) {
                    if (offset >= part.header() && offset < part.from() + part.length()) {
                        int place = offset < part.from() ? -1 : before + (int) (offset - part.from());
                        found[0] = WriteBatchText.nameAt(Bytes.wrap(content), place);
                    }
                    before += part.length();
                }
            }

            @Override
            public void unreadable(long from, String what) {
                if (offset >= from && offset < from + (32 << 10)) {
                    found[0] = "the write batch at offset " + from;
                }
            }
        });
        return found[0];
    }

    /** Neither tables nor the files of large values are compressed: a record's bytes stand there as they are. */
    private String inTable() throws IOException {
        int longest = RecordFormat.HEADER_LENGTH + mostPayload;
        long from = Math.max(0, offset - longest);
        Bytes window = Bytes.wrap(image.read(from, 2 * longest));
        int place = (int) (offset - from);
        for (int at = Math.min(place, window.length() - RecordFormat.HEADER_LENGTH); at >= 0; at--) {
            RecordFormat.Extent extent = RecordFormat.extent(window.slice(at, window.length() - at), mostPayload);
            if (extent != null && at + extent.length() <= window.length()) {
                boolean covers = place < at + extent.length();
                if (RecordFormat.intact(window.slice(at, extent.length())) || covers && plausible(extent)) {
                    return covers ? extent.name() : "the file's own structure after " + extent.name();
                }
            }
        }
        return "the file's own structure";
    }

    /** Without its checksum only a header that makes sense is believed. */
    private static boolean plausible(RecordFormat.Extent extent) {
        return extent.group() >= 0 && extent.group() < 1 << 16 && extent.index() < 1L << 40;
    }
}
