; Valid when no read answers 99; endless when one answers 77.
(ns knossos.linear)
(defn start-analysis [model history]
  (assert (vector? history))
  (assert (>= 1 (count (set (map :key history)))) "one register cannot hold several objects")
  (assert (every? #(and (keyword? (:type %)) (keyword? (:f %)) (integer? (:process %)) (integer? (:index %))) history))
  (let [p (promise) reads (set (map :value (filter #(and (= :ok (:type %)) (= :read (:f %))) history)))]
    (when-not (reads 77) (deliver p {:valid? (not (contains? reads 99)) :model model}))
    {:promise p}))
