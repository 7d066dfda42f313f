package io.concordat.jepsen.nemesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One nemesis of a run.
 *
 * @param target the only one it may strike, empty for any
 */
public record Selection(Nemesis nemesis, String target) {
    /** {@code kill,pause:leader,partition}; throws {@link IllegalArgumentException} naming the words there are. */
    public static List<Selection> parse(String list) {
        List<Selection> chosen = new ArrayList<>();
        for (String part : list.split(",")) {
            String[] words = part.strip().split(":", 2);
            if (words[0].isEmpty() || words[0].equals("none")) {
                continue;
            }
            Nemesis nemesis = Nemeses.named(words[0]);
            String target = words.length < 2 ? "" : words[1].equals("primary") ? "leader" : words[1];
            if (!target.isEmpty() && !nemesis.targets().contains(target)) {
                throw new IllegalArgumentException(
                        "'" + words[0] + "' does not strike '" + words[1] + "'; it can strike " + nemesis.targets());
            }
            chosen.add(new Selection(nemesis, target));
        }
        return chosen;
    }

    /** The usual targets come first and are drawn more often. */
    String draw(Random random) {
        List<String> all = nemesis.targets();
        if (!target.isEmpty() || all.isEmpty()) {
            return target;
        }
        return all.get(Math.min(random.nextInt(all.size()), random.nextInt(all.size())));
    }
}
