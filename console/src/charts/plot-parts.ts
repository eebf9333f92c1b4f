/** The parts of Plot that are used, so that the rest stays out of the chunk loaded with the first chart. */
export {
  areaY,
  axisX,
  axisY,
  gridX,
  lineY,
  plot,
  rect,
  rectY,
  ruleY,
  text,
  tickX,
} from '@observablehq/plot'
