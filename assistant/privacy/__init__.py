"""Personal data in what citizens write: found in every disguise, and masked before anything is kept or passed on."""
