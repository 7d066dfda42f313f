(ns knossos.wgl)
(defn start-analysis [model history] {:model model})
