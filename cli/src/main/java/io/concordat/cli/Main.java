package io.concordat.cli;

import io.concordat.cli.output.Console;

/** Where the program starts. */
public final class Main {
    private Main() {}

    public static void main(String[] words) {
        boolean node = words.length > 0 && words[0].equals("node");
        if (!node && System.getProperty(QuietLogging.LEVEL) == null) {
            // A command's stderr belongs to the command; a node's to its log.
            System.setProperty(QuietLogging.LEVEL, "ERROR");
        }
        int exit = Program.run(words, Console.ofProcess());
        System.exit(exit);
    }
}
