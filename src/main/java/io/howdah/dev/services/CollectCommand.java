package io.howdah.dev.services;

/**
 * A patient's wish to collect a prescription.
 *
 * @param id names the command among the patient's: the same again is the same command
 */
record CollectCommand(String id, String prescriptionId, String patientId) {}
