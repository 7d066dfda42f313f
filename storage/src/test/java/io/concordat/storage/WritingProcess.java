package io.concordat.storage;

import java.nio.file.Path;

/** A process that appends for as long as it lives and says after each sync how far it has promised. */
public final class WritingProcess {
    private WritingProcess() {}

    @SuppressWarnings("InfiniteLoopStatement")
    public static void main(String[] args) throws Exception {
        StoredLife life = StoredLife.next(Path.of(args[0]));
        long term = life.opened.hardState().term();
        System.out.println("ready");
        while (true) {
            life.promise(++term, 1).append(7).written();
            System.out.println(
                    term + " " + life.tail.index() + " " + life.tail.hash().toHex());
        }
    }
}
