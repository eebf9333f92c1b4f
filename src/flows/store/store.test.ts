import { openChdb } from './chdb.ts'
import { activitySuite } from './testing/activity-suite.ts'
import { cutSuite } from './testing/cut-suite.ts'
import { parameterSuite } from './testing/parameter-suite.ts'
import { reachSuite } from './testing/reach-suite.ts'
import { storeSuite } from './testing/store-suite.ts'

storeSuite('chDB', () => openChdb())
parameterSuite('chDB', () => openChdb())
activitySuite('chDB', () => openChdb())
reachSuite('chDB', () => openChdb())
cutSuite('chDB', () => openChdb())
