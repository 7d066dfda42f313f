(ns knossos.search)
(defn results [search ms none] (if-let [p (:promise search)] (deref p ms none) none))
(defn abort! [race cause] (reset! (:aborted race) cause))
(defn competition [searches] {:promise (:promise (:linear searches)) :aborted (atom nil)})
