// What a cut batch left in ClickHouse above the cursor stays there.
require('./plant.cjs').plant('lib/analytics/projector/repair.js', (repair) => {
  repair.repair = async () => true
})
