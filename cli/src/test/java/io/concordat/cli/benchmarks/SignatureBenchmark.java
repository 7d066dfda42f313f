package io.concordat.cli.benchmarks;

import io.concordat.bytes.Bytes;
import io.concordat.crypto.Ed25519Signer;
import io.concordat.crypto.Ed25519Verifier;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Ed25519 over a message header of 200 bytes; per message. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SignatureBenchmark {
    private final Ed25519Signer signer = new Ed25519Signer(Bytes.wrap(new byte[32]));
    private final Ed25519Verifier verifier = new Ed25519Verifier();
    private final Bytes message = Bytes.wrap(new byte[200]);
    private final Bytes signature = signer.sign(message);

    @Benchmark
    public Bytes sign() {
        return signer.sign(message);
    }

    @Benchmark
    public boolean check() {
        return verifier.verify(signer.publicKey(), message, signature);
    }
}
