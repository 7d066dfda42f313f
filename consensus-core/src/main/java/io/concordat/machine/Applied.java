package io.concordat.machine;

import io.concordat.session.SessionEvents;
import java.util.List;

/**
 * What one batch has done.
 *
 * @param effectiveNanos cluster time at which its commands ran
 * @param results one per bundle, in the batch's order
 * @param events what sessions have to be told, by session id; of sessions still alive after the batch
 */
public record Applied(long index, long effectiveNanos, List<BundleResult> results, List<SessionEvents> events) {}
