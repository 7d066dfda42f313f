(ns knossos.search)
(defn results [race ms none] (deref (:promise race) ms none))
(defn abort! [race cause] (reset! (:aborted race) cause))
(defn competition [searches] {:promise (:promise (:linear searches)) :aborted (atom nil)})
