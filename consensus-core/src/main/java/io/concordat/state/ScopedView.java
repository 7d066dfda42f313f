package io.concordat.state;

import io.concordat.api.View;
import io.concordat.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** The part of a view under one prefix. As thread-safe as what it looks at. */
class ScopedView implements View {
    final Bytes scope;
    private final View whole;

    ScopedView(View whole, Bytes scope) {
        this.whole = whole;
        this.scope = scope.compact();
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        return whole.get(full(key));
    }

    @Override
    public void scan(Bytes prefix, Bytes from, Visitor visitor) {
        whole.scan(
                full(prefix),
                full(from),
                (key, value) -> visitor.visit(key.slice(scope.length(), key.length() - scope.length()), value));
    }

    final Bytes full(Bytes key) {
        byte[] joined = new byte[scope.length() + key.length()];
        scope.copyTo(joined, 0);
        key.copyTo(joined, scope.length());
        return Bytes.wrap(joined);
    }
}
