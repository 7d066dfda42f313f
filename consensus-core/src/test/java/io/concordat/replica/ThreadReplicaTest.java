package io.concordat.replica;

class ThreadReplicaTest extends ReplicaContract {
    @Override
    ContractNode.Stage stage() {
        return new ThreadStage();
    }
}
