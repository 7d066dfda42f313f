package io.concordat.cli;

/** What somebody sees who types the bare name. */
final class Tour {
    static final String TEXT =
            """
            Concordat replicates a state machine over several nodes, so that it survives crashes.
              concordat demo                       a whole cluster in this process: writes, a crash, equal hashes
              concordat init my --protocol raft    write a cluster of three nodes into the directory my
              concordat cluster up my              start its nodes; `cluster ps my`, `cluster down my`
              cd my && concordat counter add hits  use it: add 1 to the counter hits
              concordat status                     who leads, how far, and whether all states are equal
              concordat bench --service counter    how fast it is here, and what an operation costs
              concordat sim --seeds 1..100         try a hundred bad days, with every fault there is
              concordat verify my/node-1           check a stopped node's disk, byte by byte
            `concordat --help` lists all commands, `concordat COMMAND --help` explains one.""";

    private Tour() {}
}
