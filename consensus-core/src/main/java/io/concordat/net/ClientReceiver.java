package io.concordat.net;

/** What a node does with its clients' traffic. Called on I/O threads, in order per connection; must not block. */
public interface ClientReceiver {
    void opened(ClientConnection client);

    void received(ClientConnection client, Frame frame);

    void closed(ClientConnection client);
}
