package io.concordat.raft;

import java.util.List;
import java.util.function.Predicate;

/** Which messages are meant: {@code FROM->TO}, {@code *->TO}, a kind such as {@code RequestVote}, or all. */
final class Route {
    private Route() {}

    static Predicate<TestCluster.Flying> of(List<String> words) {
        Predicate<TestCluster.Flying> all = f -> true;
        for (String word : words) {
            int arrow = word.indexOf("->");
            if (arrow < 0) {
                all = all.and(f -> f.message().getClass().getSimpleName().equals(word));
            } else {
                all = all.and(f -> matches(word.substring(0, arrow), f.from()))
                        .and(f -> matches(word.substring(arrow + 2), f.to()));
            }
        }
        return all;
    }

    private static boolean matches(String pattern, int node) {
        return pattern.equals("*") || pattern.equals(String.valueOf(node));
    }
}
