"""What tests share: opened homes on temporary folders, files made on the spot, fakes of the answering ports."""
