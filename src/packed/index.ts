// Imported before everything else by what a user starts, so that it finds its modules packed.
import { projectRoot } from '../config/root'
import { offerPacked } from './offer'

offerPacked(projectRoot)
