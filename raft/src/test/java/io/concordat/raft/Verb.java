package io.concordat.raft;

import java.util.List;
import java.util.stream.IntStream;

/** One word of the script language: acts on the group and tells what came of it. */
interface Verb {
    void run(TestCluster cluster, List<String> words, List<String> told);

    static int node(List<String> words) {
        return Integer.parseInt(words.get(0));
    }

    /** Numbers from the second word on. */
    static long[] numbers(List<String> words) {
        return words.stream().skip(1).mapToLong(Long::parseLong).toArray();
    }

    /** Nodes named by all words, or every node when none is named. */
    static List<Integer> nodes(TestCluster cluster, List<String> words) {
        return words.isEmpty()
                ? IntStream.rangeClosed(1, cluster.size()).boxed().toList()
                : words.stream().map(Integer::parseInt).toList();
    }
}
