package io.concordat.pbft.byzantine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The catalogue of lies (reliability anchors §2.5), by the names the command line uses. */
public enum Byzantine {
    EQUIVOCATING_PROPOSAL("B1", Sign.ACCUSED, EquivocatingProposal::new),
    DOUBLE_VOTE("B2", Sign.ACCUSED, DoubleVote::new),
    EQUIVOCATING_VIEW_CHANGE("B3", Sign.ACCUSED, EquivocatingViewChange::new),
    SILENT("B4", Sign.OVERCOME, Silent::new),
    SELECTIVELY_SILENT("B5", Sign.OVERCOME, SelectivelySilent::new),
    /** Just under the timeout. */
    SLOW_PRIMARY("B6", Sign.OVERCOME, SlowPrimary::new),
    FORGED_SIGNATURE("B7", Sign.REFUSED, ForgedSignature::new),
    FOREIGN_KEY("B8", Sign.REFUSED, ForeignKey::new),
    REPLAY("B9", Sign.REFUSED, Replay::new),
    WRONG_DIGEST("B10", Sign.REFUSED, WrongDigest::new),
    WRONG_CHECKPOINT("B11", Sign.ACCUSED, WrongCheckpoint::new),
    LYING_TRANSFER("B12", Sign.REFUSED, LyingTransfer::new),
    GARBAGE("B13", Sign.REFUSED, Garbage::new),
    MALFORMED_LENGTHS("B14", Sign.REFUSED, MalformedLengths::new),
    FLOOD("B15", Sign.REFUSED, Flood::new),
    FAR_FUTURE("B16", Sign.REFUSED, FarFuture::new),
    CENSOR("B17", Sign.OVERCOME, Censor::new),
    COLLUDING_CLIENT("B18", Sign.REFUSED, ColludingClient::new),
    LYING_REPLIES("B19", Sign.OVERCOME, LyingReplies::new),
    /** Each restart has forgotten what was promised, and says nothing of it. */
    AMNESIA("B20", Sign.OVERCOME, Amnesia::new),
    /** Small changes of valid messages, signed again (ByzzFuzz, OOPSLA'23). */
    MUTATION("B21", Sign.REFUSED, Mutation::new);

    /** How honest members show that a lie has reached them. */
    public enum Sign {
        /** They refuse a message. */
        REFUSED,
        /** They keep two statements that contradict each other. */
        ACCUSED,
        /** There is nothing to be refused: they go on without the liar, or replace it. */
        OVERCOME
    }

    private final String number;
    private final Sign sign;
    private final Supplier<Behaviour> behaviour;
    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    Byzantine(String number, Sign sign, Supplier<Behaviour> behaviour) {
        this.number = number;
        this.sign = sign;
        this.behaviour = behaviour;
    }

    public String word() {
        return word;
    }

    /** In the catalogue. */
    public String number() {
        return number;
    }

    public Sign sign() {
        return sign;
    }

    Behaviour behave() {
        return behaviour.get();
    }

    /** {@code all}, or words or numbers with commas between them. Throws {@link IllegalArgumentException}. */
    public static List<Byzantine> parse(String text) {
        return text.equals("all")
                ? List.of(values())
                : Arrays.stream(text.split(",", -1))
                        .map(w -> named(w.strip()))
                        .distinct()
                        .toList();
    }

    /** By word or number; throws {@link IllegalArgumentException} that names them all. */
    public static Byzantine named(String text) {
        return Arrays.stream(values())
                .filter(b -> b.word.equals(text) || b.number.equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no byzantine behaviour is called '" + text
                        + "'; there are "
                        + Arrays.stream(values()).map(Byzantine::word).collect(Collectors.joining(", "))));
    }
}
