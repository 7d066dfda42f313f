package io.concordat.replica;

class ThreadReplicaTest extends ReplicaContract {
    @Override
    protected ContractNode.Stage stage() {
        return new ThreadStage();
    }
}
