package io.concordat.services.counter;

import io.concordat.bytes.Bytes;

/** What can be done to a counter. A counter never written holds 0. */
public sealed interface CounterCommand {
    /** UTF-8; 1 byte to limits.nameBytes. */
    Bytes name();

    /** Refused with COUNTER_OVERFLOW when the sum leaves 64 bits. */
    record Add(Bytes name, long delta) implements CounterCommand {}

    record Set(Bytes name, long value) implements CounterCommand {}

    /** Refused with CAS_MISMATCH, and the value found, when that is not {@code expected}. */
    record CompareAndSet(Bytes name, long expected, long value) implements CounterCommand {}

    /** Refused with COUNTER_OVERFLOW, and the value found, when the sum leaves [least, most]. */
    record BoundedAdd(Bytes name, long delta, long least, long most) implements CounterCommand {}
}
