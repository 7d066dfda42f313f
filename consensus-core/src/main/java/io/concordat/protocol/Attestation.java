package io.concordat.protocol;

import io.concordat.bytes.Bytes;
import io.concordat.crypto.Verifier;
import io.concordat.log.GroupContext;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who can have signed what, for codecs of protocols whose messages are proofs. Thread-safe.
 *
 * @param context what every signature of this group is bound to
 * @param verifier remembers what it has checked, so that bytes carried on in certificates cost one check
 * @param memberKey the key enrolled for a node, null for none
 * @param client whether bundles under this key may be agreed on
 * @param signedBundles whether bundles must be signed (false only in an insecure cluster)
 */
public record Attestation(
        GroupContext context,
        Verifier verifier,
        IntFunction<@Nullable Bytes> memberKey,
        Predicate<Bytes> client,
        boolean signedBundles) {}
